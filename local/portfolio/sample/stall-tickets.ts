/** What managers of markets wrote about, and what was answered. */
export const tickets: [market: string, problem: string, answer: string][] = [
  [
    'Otley',
    'a pitch that was booked twice',
    'Both bookings came within a second; the second one is moved to pitch 14.',
  ],
  [
    'Bedale',
    'fees of traders who come every second week',
    'Such bookings are charged by visit since release 4.9.',
  ],
  ['Skipton', 'a trader who can’t sign in', 'The address had a space at its end; it is taken out.'],
  [
    'Hexham',
    'the report of fees for the council',
    'The report is under Fees, and can be sent by itself each month.',
  ],
  [
    'Richmond',
    'a receipt without a tax number',
    'The number was missing in the settings; receipts of this month are made again.',
  ],
  [
    'Helmsley',
    'cancelled market days after snow',
    'A day can be cancelled as a whole; traders are told and not charged.',
  ],
  ['Thirsk', 'two managers with one account', 'Each has an account now; nothing of the past was changed.'],
  ['Yarm', 'pitches on a slope', 'Pitches can carry a note since release 4.11; the note is on the map.'],
  [
    'Malton',
    'a trader who was charged after he left',
    'The last fee is given back; the booking has an end now.',
  ],
  ['Northallerton', 'printing the map', 'The map prints on one page when it is turned.'],
]
