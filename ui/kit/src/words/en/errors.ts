import type { Shape } from '../words'
import type zh from '../zh-CN/errors'

const en: Shape<typeof zh> = {
  unknown: {
    title: 'It was not done, and the reason is not clear ({kind})',
    whatToDo: 'What you filled in is still here. Try again; if it fails again, note the word in brackets and call the township.',
  },
  host_unreachable: {
    title: 'This window has lost the program on this PC',
    whatToDo: 'What you filled in has been kept. Close Shanyi and open it again.',
  },
  bad_answer: {
    title: 'The program’s answer can’t be read ({name})',
    whatToDo: 'What you filled in is still here. Try again; if it fails again, close Shanyi and open it again.',
  },
  broken: {
    title: 'The program broke off, and this step was not done',
    whatToDo: 'What you filled in is still here. Close Shanyi, open it again and repeat the step.',
  },
  no_bytes: {
    title: 'The file did not reach the program',
    whatToDo: 'Choose the file again; if it fails again, close Shanyi and open it again.',
  },
  no_call: {
    title: 'The file arrived, but the program was not told what to do with it',
    whatToDo: 'The program may be half updated. Close Shanyi and open it again.',
  },
  bad_request: {
    title: 'The window and the program do not fit each other ({what})',
    whatToDo: 'The program may be half updated. Close Shanyi and open it again; if it fails again, note the words in brackets and call the township.',
  },
  joining: {
    title: 'The PC has not joined',
    whatToDo: 'Try again; if it stays so, call the county.',
    code_length: { title: 'A code has 10 characters, here are {found}', whatToDo: 'Compare it and type it again.' },
    code_character: { title: 'No code has “{found}” in it', whatToDo: 'Compare it and type it again.' },
    address: { title: 'The server’s address makes no sense', whatToDo: 'Compare it and type it again, such as shanyi.example.cn.' },
    no_tls: { title: 'There is no safe line at that address', whatToDo: 'Nothing was sent. Compare the address and type it again; if it is right, call the county.' },
    wrong_name: { title: 'The server’s certificate is of another address', whatToDo: 'Nothing was sent. Compare the address and type it again; if it is right, call the county.' },
    down: { title: 'The server was not reached', whatToDo: 'Look at cable and router, and try again. What was typed is kept.' },
    not_township: { title: 'What answers at that address is no township’s server', whatToDo: 'Compare the address and type it again; if it is right, call the county.' },
    another_line: { title: 'Somebody stands between this PC and the township’s server', whatToDo: 'Don’t type it again. Try another network, such as a phone’s; if it stays so, call the county.' },
    no_code: { title: 'There is no such code', whatToDo: 'Compare it and type it again.' },
    expired: { title: 'The code is too old', whatToDo: 'Call the county for a new one and use it the same day.' },
    withdrawn: { title: 'The code was taken back', whatToDo: 'Call the county for a new one.' },
    used: { title: 'Another PC came with this code', whatToDo: 'Tell the county; if it was none of yours, ask them to revoke that PC, and for a new code.' },
    too_many: { title: 'Too many wrong codes: wait {minutes} minutes', whatToDo: 'Go through address and code with the county, and type them when the time is over.' },
    revoked: { title: 'The county has revoked this PC', whatToDo: 'Call the county; if it is to go on, ask for a new code.' },
    ailing: { title: 'The township’s server is in trouble', whatToDo: 'Try again in a while. What was typed is kept.' },
    no_invitation: { title: 'The file is no invitation, or not whole', whatToDo: 'Copy it again; if it stays so, ask the county for another.' },
    another_code: { title: 'This code does not open this invitation', whatToDo: 'Compare it and type it again; the two have to be those that came together.' },
    another_station: { title: 'The code is of “{station}”, not of this station', whatToDo: 'Tell the county that the code was made for another station. Ask them to revoke that one, and for a code of this station.' },
    nothing_begun: { title: 'Nothing was begun yet', whatToDo: 'Type the server’s address and the code.' },
    joined_already: { title: 'This PC has joined already', whatToDo: 'Close Shanyi and open it again.' },
    no_memory: { title: 'This PC has not enough memory', whatToDo: 'Close other programs and try again.' },
  },
  replacing: {
    title: 'The copy was not put back',
    whatToDo: 'Nothing on this PC has changed. Try again; if it stays so, call the county.',
    no_folder: { title: 'There is no such folder', whatToDo: 'See whether the stick is in. Write the whole path, such as E:\\shanyi.' },
    no_copies: { title: 'There are no copies of Shanyi here', whatToDo: 'See whether it is this stick and this folder: there should be a folder in it whose name begins with “shanyi-”.' },
    no_keys: { title: 'These copies have no way to their key', whatToDo: 'Nobody had chosen a PIN at that PC when they were made. Call the county and join by a code; cases that were sent come back by themselves.' },
    all_damaged: { title: 'Every copy here is damaged', whatToDo: 'Try another stick if there is one. Otherwise call the county and join by a code; cases that were sent come back by themselves.' },
    newer: { title: 'A newer Shanyi made these copies', whatToDo: 'Install that version on this PC first, then come back.' },
    gone: { title: 'The stick was pulled out', whatToDo: 'Nothing on this PC has changed. Put it in and do it again.' },
    no_room: { title: 'This PC’s disk has no room for it', whatToDo: 'Nothing on this PC has changed. Delete what nobody needs and do it again.' },
    disk: { title: 'The stick or this PC’s disk fails in reading or writing', whatToDo: 'Nothing on this PC has changed. Take the stick out, put it in again and do it again; otherwise try another socket.' },
    has_cases: { title: 'There are cases on this PC already', whatToDo: 'A copy goes only onto a new PC that has not joined. Close Shanyi and open it again.' },
    going: { title: 'It is being put back already', whatToDo: 'Wait until it is done.' },
    nothing_opened: { title: 'No copy was opened yet', whatToDo: 'Go back, choose the folder and type the recovery code.' },
  },
  not_enrolled: {
    title: 'This PC is not enrolled with the township yet',
    whatToDo: 'Call the township for an enrolment code.',
  },
  locked: {
    title: 'The desk is locked',
    whatToDo: 'Choose your name and type your PIN to come in. Everything half filled in is still there.',
  },
  new_pin: {
    title: 'This PIN can’t be used',
    whatToDo: 'Choose another one of 6 to 12 digits.',
    length: { title: 'A PIN has 6 to 12 digits', whatToDo: 'Type another one that you can remember.' },
    digits: { title: 'A PIN has digits only', whatToDo: 'No letters and no signs; type another one.' },
    easy: { title: 'This PIN is too easy to guess', whatToDo: 'Not one digit all over and no run such as 123456; choose another one.' },
  },
  wrong_pin: {
    title: 'The PIN is wrong',
    whatToDo: 'See whether the name is yours, then type it again slowly.',
  },
  pin_wait: {
    title: 'After several wrong PINs the next one is tried in {seconds} s',
    whatToDo: 'Wait until the count is over. If you forgot your PIN, come in with the recovery code.',
  },
  pin_shut: {
    title: 'Too many wrong PINs: this PIN is shut',
    whatToDo: 'Come in with the recovery code from its envelope, or ask a colleague of the station to sign in and set you a new PIN.',
  },
  keyring_lost: {
    title: 'The half of the key that this PC keeps is gone, and no PIN opens any more',
    whatToDo: 'No case is lost. Come in with the recovery code from its envelope and choose a new PIN; without a code call the township.',
  },
  keyring_silent: {
    title: 'This PC’s keyring does not answer',
    whatToDo: 'See whether a window asks for the system password; if not, restart the PC and try again. If it is urgent, use the recovery code.',
  },
  second_folder: {
    title: 'No copy was made in the second place',
    whatToDo: 'Every case is saved on this PC; go on as always. Look at the stick and press “Copy now” again.',
    not_there: { title: 'The folder for copies is not there', whatToDo: 'Put the stick in, or choose another folder. Write its whole path, such as E:\\shanyi. Go on as always.' },
    in_place: { title: 'This folder lies in Shanyi’s own folder', whatToDo: 'Choose one on another disk or a stick: when this disk breaks, what lies on it goes too.' },
    full: { title: 'The stick for copies is full', whatToDo: 'Delete from it what nobody needs, or take a larger one. Go on as always.' },
    read_only: { title: 'The stick for copies takes no writing', whatToDo: 'See whether its lock is on; otherwise take another. Go on as always.' },
    untrue: { title: 'What was written to the stick is not what is read from it', whatToDo: 'This stick can’t be relied on: take another. Go on as always.' },
    disk: { title: 'The stick for copies fails in reading or writing', whatToDo: 'Take it out and put it in again; otherwise take another. Go on as always.' },
  },
  recovery_code: {
    title: 'This recovery code is not right',
    whatToDo: 'Type it again from the sheet, group by group.',
    length: { title: 'The recovery code is too short or too long', whatToDo: 'Count its groups on the sheet.' },
    group: { title: 'Group {group} of the recovery code is wrong', whatToDo: 'Look at that group on the sheet once more.' },
    other: { title: 'This recovery code is not the one that this PC uses now', whatToDo: 'See whether the sheet is of this station and the newest one; if both are right, call the township.' },
  },
  not_confirmed: {
    title: 'The two groups are not those of the new recovery code',
    whatToDo: 'Look at the sheet once more; if it was copied wrong, put the sheet right first.',
  },
  other_keys: {
    title: 'This file is not the file of keys of this PC',
    whatToDo: 'Take the one that the township made from the file which this PC saved; call the township if you have another.',
  },
  not_of_this_station: {
    title: 'The directory has nobody of this number at this station',
    whatToDo: 'Ask the county to add them to this station in the directory, and wait until it has arrived.',
  },
  last_pin: {
    title: 'It is the only PIN left on this PC and stays',
    whatToDo: 'Give yourself or another colleague a PIN first, then take this one away.',
  },
  right_withdrawn: {
    title: 'Your right to take in cases is withdrawn since {since}',
    whatToDo: 'Open cases go on with your colleagues, and half-filled forms are still there. If this is in doubt, call the township: {phone}.',
  },
  no_right: {
    title: '{name} has no right to take in cases at present',
    whatToDo: 'Choose another colleague; if there is none, call the township.',
  },
  not_supervisor: {
    title: 'Only the supervisor takes over what colleagues have begun',
    whatToDo: 'Ask the supervisor to do it, or the colleague to finish it.',
  },
  no_such_form: {
    title: 'The colleague’s form is not there any more',
    whatToDo: 'Most likely it was finished or dropped just now; look at the cases.',
  },
  own_form_in_the_way: {
    title: 'You have such a form open on this case yourself',
    whatToDo: 'Finish or drop your own one first, then take this one over.',
  },
  no_catalog: {
    title: 'The list of items has not arrived from the township yet',
    whatToDo: 'Stay online for a while and it will come by itself; after that it works offline.',
  },
  no_item: {
    title: 'There is no such item in the list',
    whatToDo: 'Search with other words; if there is none, ask the township where this belongs.',
  },
  item_not_offered: {
    title: 'The village does not take in this item at present',
    whatToDo: 'It is done at the township; call there to ask when the village takes it in again.',
  },
  no_case: {
    title: 'There is no such case on this PC',
    whatToDo: 'Go back to the cases and find it by name or number.',
  },
  no_image: {
    title: 'This image is not on this PC',
    whatToDo: 'It may still be on its way. Look again in a while; if it does not come, take it again.',
  },
  name: {
    title: 'The name is not right',
    whatToDo: 'Write it as on the ID card.',
    empty: { title: 'The name is missing', whatToDo: 'Write it as on the ID card.' },
    too_long: { title: 'The name is too long: {found} characters, at most {limit}', whatToDo: 'See whether something else was written with it.' },
    character: { title: 'Character {position} of the name can’t be used', whatToDo: 'Only letters and the dot between them, as on the ID card.' },
    dot: { title: 'The dot in the name is not right', whatToDo: 'One dot between two names, none at the beginning or end.' },
  },
  id_number: {
    title: 'The ID number is not right',
    whatToDo: 'Compare it with the ID card.',
    length: { title: 'The ID number has {found} digits; it should have 18 (an old one 15)', whatToDo: 'Count them on the ID card.' },
    character: { title: 'Character {position} of the ID number is not a digit', whatToDo: 'Digits only; the last may be X.' },
    birth_date: { title: 'The birth date in the ID number does not exist', whatToDo: 'Look at digits 7 to 14 on the ID card.' },
    check_digit: { title: 'A digit of the ID number is wrong: it should end in {expected}, and ends in {found}', whatToDo: 'Read it from the ID card once more.' },
    future_birth: { title: 'The birth date in the ID number is still to come ({birth})', whatToDo: 'Look at digits 7 to 14 on the ID card.' },
  },
  phone: {
    title: 'The phone number is not right',
    whatToDo: 'A mobile has 11 digits and begins with 1; a landline needs its area code; if there is no phone, choose “none”.',
    empty: { title: 'The phone number is missing', whatToDo: 'Write a mobile or a landline; if there is no phone, choose “none”.' },
    character: { title: 'Character {position} of the phone number is not a digit', whatToDo: 'Digits only.' },
    length: { title: 'The phone number has {found} digits; a mobile has 11', whatToDo: 'Read it once more; a landline needs its area code.' },
    area_code: { title: 'The landline has no area code', whatToDo: 'Write the area code first; it begins with 0.' },
  },
  address: {
    title: 'The address is missing, or longer than {limit} characters',
    whatToDo: 'Village and group will do, and the house number if there is one.',
  },
  age: {
    title: 'The age does not fit the item’s condition',
    whatToDo: 'See whether another item was meant.',
    too_young: { title: 'Now {age} years old; the item begins at {min}', whatToDo: 'It can be done from {from}.' },
    too_old: { title: 'Now {age} years old; the item ends at {max}', whatToDo: 'See whether there is an item for another age.' },
  },
  text: {
    title: 'This field is empty, or longer than {limit} characters',
    whatToDo: 'Write it shorter; clear is enough.',
  },
  unseen: {
    title: 'Character {position} cannot be seen and would disturb the words around it',
    whatToDo: 'It was probably pasted from elsewhere. Clear the field and type it again.',
  },
  draft_too_large: {
    title: 'This form is too long to be kept (at most {limit_kb} KB in all)',
    whatToDo: 'Something was probably pasted by mistake. Delete that long piece, and typing is kept again.',
  },
  earlier_day: {
    title: 'It can’t be earlier than {than}: the township was there already',
    whatToDo: 'Look at the calendar on the wall or a phone, and write today’s date again.',
  },
  not_now: {
    title: 'That can’t be done with this case now',
    whatToDo: 'It may just have changed. Look where the case stands.',
  },
  incomplete: {
    title: '{count} paper is missing: {missing} | {count} papers are missing: {missing}',
    whatToDo: 'Complete it first; if it has to go now, write why it goes without.',
  },
  disputed: {
    title: 'Two PCs changed {papers}, and nobody has said yet which version counts',
    whatToDo: 'Press Esc for the case, look at both, choose one by 1 or 2, then hand over.',
  },
  not_issued: {
    title: 'The certificate is not made out yet',
    whatToDo: 'The township will tell when it is ready; hand it over then.',
  },
  picture: {
    title: 'This picture can’t be used',
    whatToDo: 'Take it again, or choose another file.',
    empty: { title: 'This file is empty', whatToDo: 'Take the picture again, or choose another file.' },
    format: { title: 'This file is neither a JPEG or PNG photo nor a PDF', whatToDo: 'Take a photo of the paper and choose that.' },
    heic: { title: 'This is a phone’s HEIC photo, which can’t be opened here', whatToDo: 'Send the photo to this PC by a messenger and choose the saved one; or set the phone’s camera to “most compatible” and take it again.' },
    damaged: { title: 'This picture is damaged', whatToDo: 'Take it again, or copy it from the phone once more.' },
    too_many_pixels: { title: 'This picture is too large: more than {limit_megapixels} megapixels', whatToDo: 'Take it again in the phone’s ordinary mode.' },
    too_small: { title: 'This picture is too small to read', whatToDo: 'Go closer and take it again.' },
    too_large: { title: 'This file is too large', whatToDo: 'Split a PDF into parts; take a photo again.' },
    unreadable: { title: 'This file can’t be read', whatToDo: 'See whether it is still there and drop it again.' },
  },
  read_only: {
    title: 'Everything can be read, nothing saved',
    whatToDo: 'Write down on paper what is to be done.',
    newer: { title: 'The saved cases were written by a newer Shanyi ({found}, this one knows {known}); they can only be read', whatToDo: 'Update Shanyi and open it again to go on.' },
    disk: { title: 'Shanyi’s folder can’t be written; everything can only be read', whatToDo: 'See whether the stick is locked or the folder read-only; once it can be written Shanyi goes on by itself.' },
  },
  no_room_for_images: {
    title: 'The disk is nearly full: no pictures for now',
    whatToDo: 'Cases are still saved. Delete files that are not needed, then add the picture.',
  },
  no_room_for_intake: {
    title: 'The disk is full: no new cases for now',
    whatToDo: 'Cases that are here can be gone on with. Delete files that are not needed, then take in new ones; what you filled in is still here.',
  },
  store: {
    title: 'It was not saved',
    whatToDo: 'Don’t close the window; what you filled in is still here. Try again; if it fails again, call the township.',
    disk_full: { title: 'It was not saved: the disk is full', whatToDo: 'Don’t close the window. Delete files that are not needed and save again.' },
    read_only: { title: 'It was not saved: Shanyi’s folder can’t be written', whatToDo: 'Don’t close the window. See whether a virus scanner is in the way and save again.' },
    locked: { title: 'The cases are locked', whatToDo: 'Close Shanyi, open it again and come in with your PIN; if you forgot it, use the recovery code from its envelope.' },
    in_use: { title: 'It was not saved: another program holds the store', whatToDo: 'See whether Shanyi is open twice, close one and save again.' },
    key: { title: 'This PC’s key does not open the saved cases', whatToDo: 'Don’t install anew. See whether somebody touched Shanyi’s folder; otherwise call the township.' },
    newer: { title: 'The saved cases were written by a newer Shanyi', whatToDo: 'Update Shanyi and open it again.' },
    damaged: { title: 'The saved cases are damaged in one place', whatToDo: 'Take in nothing more. Call the township: what was received there can be sent back.' },
    image: { title: 'The file of this picture is damaged', whatToDo: 'Take it again; everything else is fine.' },
    gone: { title: 'It was not saved: Shanyi’s folder is not there any more', whatToDo: 'Don’t close the window. Put the stick back in, or the folder where it was: Shanyi goes on by itself.' },
    disk: { title: 'It was not saved: the disk fails in reading or writing', whatToDo: 'Don’t close the window. Try again; if it fails again, call the township: the disk has to be looked at.' },
    enrolment: { title: 'This PC’s enrolment and the saved cases don’t belong together', whatToDo: 'Don’t install anew. Call the township and say that this PC has to be enrolled again.' },
    act: { title: 'It was not saved: the step does not fit what is on record', whatToDo: 'The case may just have changed. Go back, open it again and repeat the step.' },
  },
  not_dropped: {
    title: 'The dropped file is no longer known',
    whatToDo: 'Drop it again.',
  },
  not_readable: {
    title: '“{name}” can’t be read',
    whatToDo: 'See whether the file and its USB stick are still there, and drop it again.',
  },
  too_large: {
    title: '“{name}” is too large',
    whatToDo: 'Split a PDF into parts; take a photo again.',
  },
  busy: {
    title: 'The sheet before is still being printed',
    whatToDo: 'Wait until it is through and print again.',
  },
  no_sheet: {
    title: 'The sheet could not be laid out',
    whatToDo: 'Print again; if it fails again, close Shanyi and open it again. The cases are all here.',
  },
  odd_size: {
    title: 'The sheet has a size that no paper has',
    whatToDo: 'Update Shanyi and print again.',
  },
  printer: {
    title: 'The printer did not print ({detail})',
    whatToDo: 'See whether it is on, has paper and is plugged in, and print again.',
  },
  window: {
    title: 'The window for printing did not open ({detail})',
    whatToDo: 'Print again; if it fails again, close Shanyi and open it again. The cases are all here.',
  },
}
export default en
